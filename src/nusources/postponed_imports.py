"""Modules that others import and do not use: run when something asks for them, or never."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import LazyLoader, find_spec, module_from_spec


def postpone_import(name: str) -> None:
    """Let a module run at its first use; nothing if it is imported already.

    ``from package import module`` is no use yet, ``import package.module`` is one.

    Parameters
    ----------
    name : str
        Of a module in a package, which is imported here.

    Raises
    ------
    ModuleNotFoundError
        If there is none.

    Examples
    --------
    >>> postpone_import("xml.sax.handler")
    >>> from xml.sax import handler
    >>> handler.version
    '2.0beta'
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if not isinstance(spec, ModuleSpec) or spec.loader is None:
        raise ModuleNotFoundError(f"no module {name!r} is installed", name=name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, own = name.rpartition(".")
    setattr(sys.modules[package], own, module)
