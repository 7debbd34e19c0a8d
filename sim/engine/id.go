package engine

// The records of a run are named by their index. Each kind of record has an index of
// its own type, so that one cannot be taken for another; what lies beside the records
// of a kind is a plain slice, which any of them may index.
