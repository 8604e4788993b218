"""Syllabus outlines: reading mind maps, putting them in order, and saying what is odd about them. No Django here."""
