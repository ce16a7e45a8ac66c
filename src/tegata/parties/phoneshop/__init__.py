"""でんわ屋, an invented phone shop: contracts from afar by method チ, and an age check that keeps no birth date.

Act for the Prevention of Wrongful Use of Mobile Phones, art. 3 (identification) and 4 (records: name, address, birth date).
"""
