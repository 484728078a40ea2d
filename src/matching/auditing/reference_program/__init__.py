"""The reference program: every rule and goal as an integer program, need by need, from the problem alone."""
