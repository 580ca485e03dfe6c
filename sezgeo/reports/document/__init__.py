"""A document and its three writers: PDF, DOCX, HTML."""
