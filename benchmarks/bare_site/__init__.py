"""The floor: a Wagtail site as `wagtail start` makes it, one page type, nothing of ours."""
