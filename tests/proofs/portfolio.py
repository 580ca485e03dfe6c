"""
The long proof of joint placing: 500 random problems against trying everything.

`make proof-portfolio` runs it; the tests do the same for fewer.
"""

import sys

from tests.helpers.portfolio_problems import check_against_everything

CASES = 500

if __name__ == "__main__":
    check_against_everything(range(CASES))
    sys.stdout.write(f"{CASES} problems: every best plan is that of trying everything\n")
