"""Lost-card line (マイナンバー総合フリーダイヤル), day and night: suspends within a second of the call; lifts by rules only.

Office: the hotline of the issuing centre.
"""
