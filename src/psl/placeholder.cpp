namespace tributary {}
