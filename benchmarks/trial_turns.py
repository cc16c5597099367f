"""How often each object of the trial is asked for.

Each sort of things as often as any other, however many of it there are to ask for: what an agency asks about may all
be coins, or all paintings, and what a score says has to hold there too. Coins and products matter most for how high a
stranger scores, since others of their type are registered; by their numbers they were a ninth of the trial, and objects
that were drawn nearly half.
"""

from collections.abc import Sequence

from artmatch.training.data import TrainingObject

_SORTS = {
    "pictures": ("peopleart", "photoart50", "pacs", "artwork_aurora", "manuscripts"),
    "coins and amulets": ("eurocoins_pitrified", "thai_amulets"),
    "products": ("grocery", "ikea"),
    "other things": ("caltech101", "imagenet_samples", "museum_misc"),
    "drawn": ("rendered", "fine"),
}
"""By the collections of the training photographs."""
_SORT = {collection: sort for sort, collections in _SORTS.items() for collection in collections}


def sort_of(item: TrainingObject) -> str:
    """A collection that is not known is a sort of its own."""
    collection = item.name.partition("/")[0]
    return _SORT.get(collection, collection)


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
