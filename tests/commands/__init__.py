"""Tests of what people can say: quoting, parsing, finding, help, forms and the manifest."""
