"""In which precision a network computes: bfloat16 or 8-bit integers, where the hardware does."""

import torch


def fast_precision(device: str) -> torch.autocast:
    """A context in which networks on ``cpu`` or ``cuda`` compute in bfloat16, if the hardware has it.

    Emulated, bfloat16 is slower than float32: two busy cores with AVX-512 but without bfloat16 embedded 0.9 photographs
    a second instead of 2.3.
    """
    return torch.autocast(device, torch.bfloat16, enabled=has_bfloat16(device))


def has_bfloat16(device: str) -> bool:
    """Whether the hardware computes in bfloat16."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16"))


def has_fast_integers() -> bool:
    """Whether the processor multiplies 8-bit integers, and PyTorch has the convolutions that do (oneDNN's, on x86).

    Processors without VNNI are left out: there oneDNN adds products up in 16 bits, which overflow.
    """
    capabilities = torch.cpu.get_capabilities()
    multiplies = capabilities.get("avx512_vnni") or capabilities.get("avx_vnni")
    return bool(multiplies) and hasattr(torch.ops.onednn, "qconv2d_pointwise")
