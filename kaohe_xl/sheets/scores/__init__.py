"""The sheets in which scores arise, every figure a live formula: from 填报数据 to 排名, 奖励金额 and 校验."""
