"""What applicants, trainees, companies and evaluators fill in."""
