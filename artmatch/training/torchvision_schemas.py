"""Import torchvision also where its compiled operators do not fit the installed torch.

torchvision's published wheel beside a CPU-only torch cannot load its operators, and ``import torchvision`` then fails
with "operator torchvision::nms does not exist", although transforms and models never call one. Declaring the two
schemas that the import asks for is enough. With matching builds the plain import succeeds and nothing is declared.
"""

import importlib
import sys

from torch import library

_declared: list[library.Library] = []
"""A declaration lasts only as long as its library is referenced."""


def ensure_torchvision() -> None:
    """Make ``import torchvision`` work; call before it. ``torchvision.ops`` and ``torchvision.io`` may still not."""
    try:
        importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
        declared = library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
        for name in ("nms", "qnms"):
            declared.define(  # type: ignore[no-untyped-call]
                f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            )
        _declared.append(declared)
        importlib.import_module("torchvision")
