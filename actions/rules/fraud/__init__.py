"""Whether a message is a fraud: what is found in it, and what follows from that.

`words` finds what is said, `links` and `numbers` find addresses, accounts, phone numbers and wages, `signs` combines
them to the signs of knowledge/scam/signs.yml, and `verdict` weighs those. Nothing here keeps a text.
"""
