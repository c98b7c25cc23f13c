"""`python -m app COMMAND`."""

import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from app.cli.main import main
    except KeyboardInterrupt:
        sys.exit(130)
    main()
