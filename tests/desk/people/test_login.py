def test_smoke(client_of):
    assert client_of("staff").get("/start/").status_code == 302
