"""What a site starts with: published levels, pass rules and qualifications. Plain data; rows decide once loaded."""
