"""The sandbox town: test people, test staff, the cards in their hands, and the pages that list them. Not part of the product."""
