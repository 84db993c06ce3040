"""`cxassess` and `python -m cxassess`: the first thing that runs, so that Ctrl-C is understood from then on."""

try:
    import gc
    import os
    import signal
    import sys
except KeyboardInterrupt:
    raise SystemExit(130) from None


def main() -> None:
    """Run the command line. While it is loaded, and once it is done, Ctrl-C ends the process without a word."""
    # A command makes many small values and ends; to look for cycles among them took a tenth of it, while loading as well.
    gc.set_threshold(200_000, 50, 50)
    understood = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a script may have it ignored
    try:
        if understood:
            signal.signal(signal.SIGINT, _end)
        from cxassess.cli import main as run

        if understood:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except SystemExit as leaving:
        _leave(leaving.code)
    except KeyboardInterrupt:
        _end()
    finally:
        if understood:
            signal.signal(signal.SIGINT, _end)


def _leave(code: object) -> None:
    """End at once with this code: the interpreter's own way of ending is a twentieth of the time of `score`."""
    if not isinstance(code, int):
        raise SystemExit(code)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _end(*_: object) -> None:
    os._exit(130)


if __name__ == "__main__":
    main()
