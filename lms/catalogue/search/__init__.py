"""One question, everything a visitor may read: pages, cohorts, news, questions and answers, standards, texts of law."""
