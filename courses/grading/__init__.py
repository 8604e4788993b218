"""Verdicts on exams, lesson models and assignments. Pure: scores and criteria in, verdict and reasons out.

Scores are compared exactly as recorded (Decimal in, Fraction inside); only what is shown is cut to two decimals.
Every threshold comes in with the rule or the criteria; none stands here.
"""
