the whole program, bound
