"""Networks compute in bfloat16 where the processor does, and nowhere else."""

import pytest
import torch

from artmatch.embedding.precision import fast_precision


@pytest.mark.parametrize(
    ("capabilities", "kept"),
    [
        ({"avx2": True, "avx512_f": True}, torch.float32),
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True}, torch.bfloat16),
        ({"bf16": True}, torch.bfloat16),  # as ARM's processors name it
    ],
)
def test_a_product_is_rounded_only_where_that_makes_it_faster(monkeypatch, capabilities, kept):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    with fast_precision("cpu"):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is kept
