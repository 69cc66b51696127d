Gem::Specification.new do |s|
  s.required_ruby_version = ">= 2.7", "< 3"
  s.add_dependency "ffi", ">= 1"
end
