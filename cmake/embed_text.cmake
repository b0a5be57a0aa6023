# embed_text(OUTPUT HEADER NAME FILE [NAME FILE ...]): a source file that defines `const std::string_view NAME` with the
# text of each FILE. Written anew when one of them changes.
function(embed_text output header)
  set(code "// Generated from the project's files by cmake/embed_text.cmake.\n#include \"${header}\"\n\nnamespace innosalvage {\n")
  while(ARGN)
    list(POP_FRONT ARGN name file)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND code "\nconst std::string_view ${name} = R\"innosalvage(${text})innosalvage\";\n")
  endwhile()
  string(APPEND code "\n}  // namespace innosalvage\n")
  file(CONFIGURE OUTPUT ${output} CONTENT "@code@" @ONLY)
endfunction()
