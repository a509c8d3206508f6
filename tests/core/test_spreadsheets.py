from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import bare, guarded, written


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\n\raé"), max_size=8))
def test_what_a_guard_adds_can_be_taken_off(text):
    assert bare(guarded(text)) == text


def test_in_a_table_no_text_is_a_formula_and_numbers_are_numbers():
    lines = [["=1+1", "\t=1", "＝1", -3.5, None]]

    assert written(lines) == "'=1+1,'\t=1,'＝1,-3.5,\r\n"
