"""`python -m neurojit`."""
import sys

from .cli import main

sys.exit(main())
