"""What the network is asked for: find the pair, spread out, keep the teacher's sense of likeness.

All embeddings are (B, D) float32 of unit norm; row i of ``registered`` and row i of ``seized`` show one object.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def info_nce(registered: Tensor, seized: Tensor, *, temperature: float, not_negatives: Tensor) -> Tensor:
    """Each view finds its partner among all other 2B - 1 views of the batch.

    NT-Xent (Chen et al., "A simple framework for contrastive learning of visual representations", 2020), as SSCD uses
    it for copy detection (Pizzi et al., 2022). ``not_negatives``: (B, B) bool, true where two classes may show one
    object and must not be pushed apart; its diagonal is ignored.
    """
    views, count = torch.cat([registered, seized]), len(registered)
    logits = views @ views.T / temperature
    spared = not_negatives & ~torch.eye(count, dtype=torch.bool, device=views.device)
    hidden = spared.repeat(2, 2) | torch.eye(2 * count, dtype=torch.bool, device=views.device)
    partners = torch.arange(2 * count, device=views.device).roll(count)
    return F.cross_entropy(logits.masked_fill(hidden, -torch.inf), partners)


def koleo(registered: Tensor, seized: Tensor) -> Tensor:
    """Minus the mean log distance to the nearest view of another object: crowding costs, distance does not pay.

    Kozachenko-Leonenko entropy estimate (Sablayrolles et al., "Spreading vectors for similarity search", 2019).
    """
    views, count = torch.cat([registered, seized]), len(registered)
    similarity = views @ views.T
    own = torch.eye(count, dtype=torch.bool, device=views.device).repeat(2, 2)
    nearest = similarity.masked_fill(own, -1).amax(1)
    return -(2 - 2 * nearest).clamp(min=1e-6).sqrt().log().mean()


def relational_distillation(registered: Tensor, seized: Tensor, teacher: Tensor, *, temperature: float) -> Tensor:
    """Kullback-Leibler divergence from the teacher's distribution over the other objects to the network's.

    ``teacher``: (B, D') unit norm, of the clean photographs. Park et al. 2019, with softmax similarities.
    """
    own = torch.eye(len(registered), dtype=torch.bool, device=registered.device)

    def others(similarity: Tensor) -> Tensor:
        return (similarity / temperature).masked_fill(own, -1e4).log_softmax(1)

    wanted = others(teacher @ teacher.T)
    seen = [others(registered @ registered.T), others(seized @ registered.T)]
    return torch.stack([F.kl_div(view, wanted, reduction="batchmean", log_target=True) for view in seen]).mean()


def hardest_in_batch(registered: Tensor, seized: Tensor, *, not_negatives: Tensor) -> Tensor:
    """The partner is nearer, by 1, than the nearest of all other patches of either view.

    HardNet's triplet loss (Mishchuk et al., "Working hard to know your neighbor's margins: local descriptor learning
    loss", 2017), with negatives from the own view too (SOSNet's and HyNet's choice; Tian et al., 2020).
    ``not_negatives``: (B, B) bool, true where two patches may show one place; its diagonal is ignored.
    """
    hidden = not_negatives | torch.eye(len(registered), dtype=torch.bool, device=registered.device)

    def distance(cosine: Tensor) -> Tensor:
        return (2 - 2 * cosine).clamp(min=1e-6).sqrt()

    between = (registered @ seized.T).masked_fill(hidden, -1)
    within = torch.stack([(views @ views.T).masked_fill(hidden, -1) for views in (registered, seized)]).amax((0, 2))
    nearest = torch.maximum(torch.maximum(between.amax(1), between.amax(0)), within)
    partner = (registered * seized).sum(1)
    return (1 + distance(partner) - distance(nearest)).clamp(min=0).mean()
