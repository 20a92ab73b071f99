"""The name and version of the method: the version changes when numbers can move without any input moving."""

METHOD = "flows"
METHOD_VERSION = "2.0"
