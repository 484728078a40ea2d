"""Commands that speak to donors: what to ask for, the use of a gift at hand, where a gift went."""


def test_appeals_are_told_in_words_and_as_data(call, province, solved):
    said = call("appeals", province, solved, "--limit", "4", "--verify", "1")
    assert said.code == 0
    assert "Introduction list" in said.out
    data = call("appeals", province, solved, "--limit", "4", "--verify", "0", "--json").data
    assert len(data["packages"]) <= 4
    assert {"introducible", "wanted", "reachable"} <= data["introductions"].keys()


def test_a_gift_at_hand_is_given_its_best_uses(call, province, solved):
    said = call("appeals", province, solved, "--budget", "20000000", "--lang", "vi")
    assert (said.code, "Đơn giá" in said.out or "đơn giá" in said.out) == (0, True)
    data = call("appeals", province, solved, "--quantity", "5", "--kind", "warm_clothes", "--json").data
    assert all(package["quantity"] <= 5 for package in data["packages"])


def test_a_donor_is_told_where_the_gift_went(call, province, solved):
    said = call("explain", province, solved, "--offer", "O0001", "--reader", "donor")
    assert (said.code, "Gift O0001" in said.out) == (0, True)
    data = call("explain", province, solved, "--donor", "D0001", "--json", "--no-remedy").data
    assert data["page"]["donor"] == "D0001"


def test_wrong_questions_are_wrong_usage(call, province, solved, tmp_path):
    for words in (
        ("--place", "Atlantis"),
        ("--item", "x"),
        ("--budget", "1", "--quantity", "1"),
        ("--budget", "0"),
    ):
        assert call("appeals", province, solved, *words).code == 2
    assert call("appeals", province, tmp_path / "nowhere").code == 2
    assert call("explain", province, solved, "--offer", "O0001", "--reader", "parent").code == 2
    assert call("explain", province, solved, "--need", "N1", "--reader", "donor").code == 2
    assert call("explain", province, solved, "--donor", "nobody").code == 2
