"""The demonstration: believable rows, made through the product's own actions at moments of a plausible year.

Every builder finds what is there and adds what is missing, so that it can run again at any time. Names are invented,
addresses end in .example, fees are samples.
"""
