from cfgraph.cli import run

run()
