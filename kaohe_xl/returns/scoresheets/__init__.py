"""评分表 that judges filled in."""
