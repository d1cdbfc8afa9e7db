"""Write the documents anew from the baseline, without measuring."""

from bench.paper.write import read_baseline, to_documents

if __name__ == "__main__":
    to_documents(read_baseline())
