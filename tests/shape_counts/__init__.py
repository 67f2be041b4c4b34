# SPDX-License-Identifier: LGPL-3.0-or-later
"""Parameters of families, added up layer by layer from the shapes of the tensors: a second way to the counts.

Written from the classes' constructors, without a look at the model files. Each function takes a configuration whose
class's defaults have been filled in."""
from . import decoders, encoders, images

COUNTS = decoders.COUNTS | encoders.COUNTS | images.COUNTS
