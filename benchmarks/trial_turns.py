"""How often each object of the trial is asked for.

Each sort of things as often as any other, however many of it there are to ask for: what an agency asks about may all
be coins, or all paintings, and what a score says has to hold there too. By their numbers, drawn objects would be two
fifths of the trial, and coins and products, whose strangers have others of their type in the register and so score
highest, a ninth.
"""

from collections.abc import Sequence

from artmatch.training.data import TrainingObject

_SORTS = {
    "pictures": ("peopleart", "photoart50", "pacs", "artwork_aurora", "manuscripts", "dgrachev_pictures"),
    "coins and amulets": ("eurocoins_pitrified", "thai_amulets"),
    "products": ("grocery", "ikea"),
    "other things": ("caltech101", "imagenet_samples", "museum_misc"),
    "drawn": ("rendered", "fine"),
}
"""By the collections of the training photographs."""
_SORT = {collection: sort for sort, collections in _SORTS.items() for collection in collections}


def sort_of(item: TrainingObject) -> str:
    """What a name says; a collection that is not known shows other things."""
    return _SORT.get(item.name.partition("/")[0], "other things")


def turns(sorts: Sequence[str], of_each_sort: int) -> list[int]:
    """How often to ask for each object, given the sort of each: so often for all of a sort together, and for each of
    these as evenly as can be.
    """
    asked = [0] * len(sorts)
    for sort in set(sorts):
        own = [number for number, one in enumerate(sorts) if one == sort]
        for turn in range(of_each_sort):
            asked[own[turn * len(own) // of_each_sort]] += 1
    return asked
