"""What the answers of the standalone site allow a browser to do."""


def test_visitors_pages_run_no_inline_scripts(client, db):
    policy = client.get("/verify/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_wagtails_own_screens_may_carry_their_small_scripts(client, secretariat):
    client.force_login(secretariat)
    policy = client.get("/cms/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
