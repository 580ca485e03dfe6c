"""The delivery as it came: private copy, archive, formats, the file that holds the layer."""
