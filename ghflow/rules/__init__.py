"""What is wrong with a workflow, rule by rule: model -> diagnostics."""
