"""The ways in: the network, the files of installed packages, the files of this product."""
