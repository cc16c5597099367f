"""Draws objects that exist nowhere, and photographs of them: the demonstration register and training material."""

from artmatch.rendering.demonstration import DemonstrationObject, demonstration_object, demonstration_objects
from artmatch.rendering.objects import random_object
from artmatch.rendering.parameters import (
    Background,
    CameraFaults,
    Light,
    Material,
    ObjectKind,
    Surface,
    View,
    Viewpoint,
    Wear,
)
from artmatch.rendering.rendered import Depiction, RenderedObject
from artmatch.rendering.views import seized_view, studio_view

__all__ = [
    "Background",
    "CameraFaults",
    "DemonstrationObject",
    "Depiction",
    "Light",
    "Material",
    "ObjectKind",
    "RenderedObject",
    "Surface",
    "View",
    "Viewpoint",
    "Wear",
    "demonstration_object",
    "demonstration_objects",
    "random_object",
    "seized_view",
    "studio_view",
]
