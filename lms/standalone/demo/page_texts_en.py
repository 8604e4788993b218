"""What the English pages say, by the slug of the Japanese page they translate."""

from typing import Any

from lms.standalone.demo.page_texts import call_out, heading, points, question, running_offer, text, verification

SAMPLE = call_out(
    "This site is a demonstration",
    "Organization, people and fees are samples. Nothing here applies to a real organization.",
    "warning",
)
TEXTS: dict[str, dict[str, Any]] = {
    "top": {
        "title": "Home",
        "headline": "Become the person who teaches CS in your company",
        "lead": "What customer satisfaction achieves can be made visible. In two days we train instructors who show "
        "that to their colleagues and turn it into action.",
        "in_house_text": "The course can be held for your company alone, on your dates and premises. "
        "The secretariat works out numbers, dates and costs with you.",
        "body": [SAMPLE, running_offer("Apply early, and the fee is lower: it helps us to prepare your seat.")],
    },
    "courses": {
        "title": "Courses",
        "lead": "The course that leads to the instructor license, and the seats for those who only listen.",
    },
    "cs-instructor": {
        "title": "CS Practical Instructor Training Course",
        "lead": "Two days, once a year, for people who will teach customer satisfaction inside companies.",
        "body": [
            running_offer("Those who apply early pay less."),
            heading("What you will be able to do"),
            text(
                "Customer satisfaction is easily taken for friendliness. Here you learn to read it as a measure of "
                "management, and to show its results in figures and in behavior.",
                "Then you teach a lesson about your own company: the distance between knowing and teaching is what "
                "these two days are about.",
            ),
            heading("For whom"),
            points(
                "People who are responsible for CS training in their company",
                "People who lead by example where customers are met",
                "People who explain the results of CS to their management",
            ),
            call_out(
                "If you train for a living",
                "Please talk to the secretariat before you apply, so that we know what the license is for.",
            ),
        ],
        "questions": [
            question(
                "May I apply while I am taking the Specialist level?",
                "Yes. The decision follows once your pass is confirmed, together with your course results.",
            ),
            question(
                "Does the audit-only course lead to the license?",
                "No. It includes no assessment. For the license, apply for the certification course.",
            ),
            question(
                "What is the lesson model?",
                "A short lesson about your own company. Two evaluators judge it by the same standard, "
                "neither seeing the other's sheet.",
            ),
            question(
                "Who decides on certification?",
                "Someone who neither taught nor assessed you, once every requirement is settled.",
            ),
        ],
    },
    "about-license": {
        "title": "About the license",
        "lead": "CS practical instructors are certified to teach customer satisfaction inside companies.",
        "body": [
            heading("Requirements"),
            points(
                "Lesson model and assignment both reach the standard",
                "The Specialist level is passed",
                "The license is wanted for a use, such as training in your own company",
            ),
            heading("Term and publicity"),
            text(
                "A license is valid for three years from the day it is issued (sample setting).",
                "Anyone can verify a license number on this site. Holders choose whether their name is shown.",
            ),
            heading("Is it valid today?"),
            verification(),
        ],
    },
    "in-house": {
        "title": "Courses inside your company",
        "lead": "Your own questions become the material of the course.",
        "body": [
            text(
                "Tell us about your trade, your branches and your training so far; cases and exercises are built "
                "around them. Costs depend on numbers and dates, and are quoted.",
            ),
            call_out("Where to ask", 'Please use the <a href="/en/inquiry/?topic=in_house">inquiry form</a>.'),
        ],
    },
    "contact": {
        "title": "Contact",
        "lead": "The secretariat answers questions about courses, applications and certification.",
        "body": [
            text(
                'Please use the <a href="/en/inquiry/">form</a>. We answer by the next business day as a rule.',
                "Telephone: 000-0000-0000 (sample, weekdays 10:00–17:00)",
                'Many answers stand among the <a href="/en/faq/">frequently asked questions</a>.',
            ),
            heading("Legal texts (in Japanese)"),
            points(
                '<a href="/en/legal/commerce/">Statement under the Act on Specified Commercial Transactions</a>',
                '<a href="/en/legal/terms/">Terms of the course</a>',
                '<a href="/en/legal/privacy/">Handling of personal data</a>',
            ),
        ],
    },
}
