"""
The long proof of joint placing: 500 random problems against trying everything.

Run `python tests/proof_portfolio.py`; the tests do the same for fewer.
"""

from test_solving import check_against_everything

if __name__ == "__main__":
    check_against_everything(range(500))
