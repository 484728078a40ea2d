"""Problems as Excel workbooks: looked through before they are unpacked, read exactly, written for officers to fill in."""
