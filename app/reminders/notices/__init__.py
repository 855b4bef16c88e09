"""督办文书: 交办单、提醒函、催办单、督办单, from the draft to the reply that was accepted."""
