"""Speed as ratios measured in one run: ours beside a peer, ours beside the limit physics sets. Never a bare time."""
