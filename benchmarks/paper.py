"""Paper in one run: writing and reading a form, beside the plain use of the libraries. Run: python -m benchmarks.paper"""

from benchmarks import paper_read, paper_write

if __name__ == "__main__":
    paper_write.main()
    paper_read.main()
