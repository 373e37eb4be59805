echo helping
