"""Processes that share a measurement."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import torch

WORKERS = os.cpu_count() or 1


def workers() -> ProcessPoolExecutor:
    """One a processor, of one thread each.

    They are spawned: a child forked after PyTorch has computed hangs as soon as it computes itself.
    """
    return ProcessPoolExecutor(WORKERS, get_context("spawn"), one_thread)


def one_thread() -> None:
    """Of this process, for what OpenCV and PyTorch compute."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
