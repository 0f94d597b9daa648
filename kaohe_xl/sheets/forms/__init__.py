"""What is handed out to be filled in or signed: blank forms, 评分表, 申诉表, 细则存档."""
