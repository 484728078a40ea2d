"""The ledger of commitments: what was promised, released and delivered, kept safe between two operators."""
