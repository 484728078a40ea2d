"""Started by every Python process below a sabotaged run: what is broken on purpose is broken there as well."""

import os
import sys
from pathlib import Path

if os.environ.get("TRUST_SABOTAGE"):
    sys.path.insert(0, str(Path(__file__).parent.parent.parent))
    from trust.sabotage import commit

    commit(os.environ["TRUST_SABOTAGE"])
